-- mandelbrot: loops over floats.
local size = 400
local limit = 100

local function inside(cr, ci)
  local zr, zi, k = 0.0, 0.0, 0
  while true do
    local r2, i2 = zr * zr, zi * zi
    if r2 + i2 > 4.0 then return false end
    if k == limit then return true end
    zr, zi = r2 - i2 + cr, 2.0 * (zr * zi) + ci
    k = k + 1
  end
end

local function count_row(y, step)
  local ci = step * y - 1.0
  local count = 0
  for x = 0, size - 1 do
    if inside(step * x - 1.5, ci) then count = count + 1 end
  end
  return count
end

local function main()
  local step = 2.0 / size
  local count = 0
  for y = 0, size - 1 do count = count + count_row(y, step) end
  return count
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

-- tak: calls with three arguments, the outer one a tail call.
local size = 300

local function tak(x, y, z)
  if y < x then
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
  end
  return z
end

local function main()
  local sum = 0
  for _ = 1, size do sum = sum + tak(18, 12, 6) end
  return sum
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

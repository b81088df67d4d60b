-- closures: make closures over a variable that they change, and call each of them.
local size = 200000
local calls = 30

local function make_counter(step)
  local n = 0
  return function(k)
    n = n + step * k
    return n
  end
end

local function drive(counter)
  local last = 0
  for k = 1, calls do last = counter(k) end
  return last
end

local function main()
  local sum = 0
  for i = 0, size - 1 do sum = sum + drive(make_counter(i % 7)) end
  return sum
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

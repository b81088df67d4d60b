-- sort_library: the sort the implementation ships, on 10^6 integers.
local size = 1000000

local function random_array(n)
  local x, result = 42, {}
  for i = 1, n do
    result[i] = x
    x = x * 16807 % 2147483647
  end
  return result
end

local function checksum(items)
  local sum = 0
  for i = 1, #items do
    if (i - 1) % 1000 == 0 then sum = sum + items[i] end
  end
  return sum
end

local function main()
  local items = random_array(size)
  table.sort(items)
  return checksum(items)
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

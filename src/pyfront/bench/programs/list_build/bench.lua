-- list_build: build a linked list of 10^6 pairs, reverse it, add it up.
local size = 1000000

local function build(n)
  local result = nil
  for i = n, 1, -1 do result = {i, result} end
  return result
end

local function reversed(items)
  local result = nil
  while items do
    result = {items[1], result}
    items = items[2]
  end
  return result
end

local function sum(items)
  local total = 0
  while items do
    total = total + items[1]
    items = items[2]
  end
  return total
end

local function main()
  local items = reversed(build(size))
  return items[1] + sum(items)
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

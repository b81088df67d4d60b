-- hash: 3 x 10^6 operations on a table with scattered integer keys: updates, then look-ups, half of which miss.
local size = 1000000
local distinct = 100003

local function key(i) return i * 7919 % distinct end

local function fill(table)
  for i = 0, size - 1 do
    local k = 10 * key(i)
    table[k] = 1 + (table[k] or 0)
  end
end

local function probe(table)
  local sum = 0
  for i = 0, size - 1 do sum = sum + (table[5 * i] or 1) end
  return sum
end

local function main()
  local table = {}
  fill(table)
  return probe(table)
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

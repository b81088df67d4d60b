-- list_sort: our own merge sort of a linked list, relinking its pairs; comparison is a function argument.
local size = 100000

local function random_list(n)
  local x, result = 42, nil
  for _ = 1, n do
    result = {x, result}
    x = x * 16807 % 2147483647
  end
  return result
end

local function merge(a, b, less)
  local head = {false, nil}
  local last = head
  while a and b do
    if less(b[1], a[1]) then
      last[2] = b
      last = b
      b = b[2]
    else
      last[2] = a
      last = a
      a = a[2]
    end
  end
  last[2] = a or b
  return head[2]
end

local function split(items)
  local slow, fast = items, items[2]
  while fast and fast[2] do
    slow = slow[2]
    fast = fast[2][2]
  end
  local second = slow[2]
  slow[2] = nil
  return second
end

local function merge_sort(items, less)
  if items == nil or items[2] == nil then return items end
  local second = split(items)
  local a = merge_sort(items, less)
  local b = merge_sort(second, less)
  return merge(a, b, less)
end

local function checksum(items)
  local i, sum = 0, 0
  while items do
    if i % 1000 == 0 then sum = sum + items[1] end
    i = i + 1
    items = items[2]
  end
  return sum
end

local function main()
  return checksum(merge_sort(random_list(size), function(a, b) return a < b end))
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

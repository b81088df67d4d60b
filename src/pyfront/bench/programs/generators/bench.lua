-- generators: values handed over one by one by a function that is suspended between them, with coroutines.
local size = 400000

local function even_numbers(n)
  return coroutine.wrap(function()
    for i = 0, n - 1 do coroutine.yield(2 * i) end
  end)
end

local function main()
  local sum = 0
  for value in even_numbers(size) do sum = sum + value end
  return sum
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

-- loop: a counting loop over small integers.
local size = 20000000

local function main()
  local i, sum = 0, 0
  while i < size do
    sum = sum + i
    i = i + 1
  end
  return sum
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

-- errors: 300,000 errors with a message and what it is about, each raised in a function and caught by its caller.
local size = 300000

local function risky(i)
  error({"no such item:", i})
end

local function attempt(i)
  local ok, failure = pcall(risky, i)
  if ok then return 0 end
  return failure[2] % 10
end

local function main()
  local sum = 0
  for i = 0, size - 1 do sum = sum + attempt(i) end
  return sum
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

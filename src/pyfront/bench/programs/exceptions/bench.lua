-- exceptions: a protected call each time, one call in three raises.
local size = 600000

local function risky(i)
  if i % 3 == 0 then error(i, 0) end
  return 1
end

local function attempt(i)
  local ok, value = pcall(risky, i)
  if ok then return value end
  return value % 10
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

-- ack: calls of two arguments, most of them tail calls, recursion about 4000 deep.
local size = 9

local function ack(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end

local function main() return ack(3, size) end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

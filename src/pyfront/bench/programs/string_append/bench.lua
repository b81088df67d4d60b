-- string_append: make many small strings out of numbers and parts.
local size = 500000

local function label(i)
  return "item-" .. i .. ";"
end

local function main()
  local sum = 0
  for i = 0, size - 1 do
    local s = label(i)
    sum = sum + #s + s:byte(6)
  end
  return sum
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

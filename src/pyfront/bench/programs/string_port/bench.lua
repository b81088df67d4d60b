-- string_port: collect numbers in a buffer, then walk over the text byte by byte.
local size = 300000

local function numbers_text(n)
  local buffer = {}
  for i = 0, n - 1 do
    buffer[#buffer + 1] = tostring(i)
    buffer[#buffer + 1] = " "
  end
  return table.concat(buffer)
end

local function count_char(text, char)
  local count, code = 0, char:byte()
  for i = 1, #text do
    if text:byte(i) == code then count = count + 1 end
  end
  return count
end

local function main()
  local text = numbers_text(size)
  return 1000 * count_char(text, "7") + #text % 1000
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

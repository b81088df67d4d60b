-- queens_array: all solutions of the eleven queens with arrays: loops over indexed stores and loads.
local size = 11

local function flags(n)
  local result = {}
  for i = 1, n do result[i] = false end
  return result
end

local columns, rising, falling = flags(size), flags(2 * size), flags(2 * size)

local function mark(row, column, flag)
  columns[column] = flag
  rising[row + column - 1] = flag
  falling[row - column + size] = flag
end

local function place(row)
  if row > size then return 1 end
  local found = 0
  for column = 1, size do
    if not (columns[column] or rising[row + column - 1] or falling[row - column + size]) then
      mark(row, column, true)
      found = found + place(row + 1)
      mark(row, column, false)
    end
  end
  return found
end

local function main() return place(1) end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

-- nqueens: all solutions of the eight queens, with linked pairs: short-lived objects and calls.
local size = 8
local rounds = 60

local function numbers_from_1(n)
  local result = nil
  for i = n, 1, -1 do result = {i, result} end
  return result
end

local function safe(row, distance, placed)
  if placed == nil then return true end
  local other = placed[1]
  if other == row + distance or other == row - distance then return false end
  return safe(row, distance + 1, placed[2])
end

local function append(a, b)
  if a == nil then return b end
  return {a[1], append(a[2], b)}
end

-- rows to try, rows tried and found attacked, rows of the queens placed
local function try(rows, rejected, placed)
  if rows == nil then
    if rejected == nil then return 1 end
    return 0
  end
  local row = rows[1]
  local found = 0
  if safe(row, 1, placed) then
    found = try(append(rows[2], rejected), nil, {row, placed})
  end
  return found + try(rows[2], {row, rejected}, placed)
end

local function main()
  local sum = 0
  for _ = 1, rounds do sum = sum + try(numbers_from_1(size), nil, nil) end
  return sum
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

-- nbody: five bodies under gravity; floats in the fields of tables. Answers the energy in units of 1e-9.
local size = 50000

local pi = 3.141592653589793
local solar_mass = 4.0 * pi * pi
local days = 365.24
local sqrt = math.sqrt

local function planet(x, y, z, vx, vy, vz, mass)
  return {x = x, y = y, z = z, vx = vx * days, vy = vy * days, vz = vz * days, mass = mass * solar_mass}
end

local function make_system()
  return {
    {x = 0.0, y = 0.0, z = 0.0, vx = 0.0, vy = 0.0, vz = 0.0, mass = solar_mass},
    planet(4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
      0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609),
    planet(8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
      -0.00276742510726411210, 0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812),
    planet(12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
      0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298),
    planet(15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
      0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451),
  }
end

local function offset_momentum(system)
  local px, py, pz = 0.0, 0.0, 0.0
  for i = 1, #system do
    local b = system[i]
    px, py, pz = px + b.vx * b.mass, py + b.vy * b.mass, pz + b.vz * b.mass
  end
  local sun = system[1]
  sun.vx, sun.vy, sun.vz = -(px / solar_mass), -(py / solar_mass), -(pz / solar_mass)
end

local function attract(a, b, dt)
  local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
  local d2 = dx * dx + dy * dy + dz * dz
  local magnitude = dt / (d2 * sqrt(d2))
  local pull_a, pull_b = b.mass * magnitude, a.mass * magnitude
  a.vx = a.vx - dx * pull_a
  a.vy = a.vy - dy * pull_a
  a.vz = a.vz - dz * pull_a
  b.vx = b.vx + dx * pull_b
  b.vy = b.vy + dy * pull_b
  b.vz = b.vz + dz * pull_b
end

local function move(b, dt)
  b.x = b.x + dt * b.vx
  b.y = b.y + dt * b.vy
  b.z = b.z + dt * b.vz
end

local function advance(system, dt)
  local n = #system
  for i = 1, n do
    local a = system[i]
    for j = i + 1, n do attract(a, system[j], dt) end
  end
  for i = 1, n do move(system[i], dt) end
end

local function energy(system)
  local e = 0.0
  for i = 1, #system do
    local a = system[i]
    e = e + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for j = i + 1, #system do
      local b = system[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      e = e - (a.mass * b.mass) / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end

local function main()
  local system = make_system()
  offset_momentum(system)
  for _ = 1, size do advance(system, 0.01) end
  return math.floor(energy(system) * 1e9 + 0.5)
end

local start = os.clock()
local answer = main()
local stop = os.clock()
print(string.format("%d", answer))
print(stop - start)

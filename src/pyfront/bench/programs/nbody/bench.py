# nbody: five bodies under gravity; floats in the fields of objects. Answers the energy in units of 1e-9.
import time
from math import sqrt

size = 50_000

pi = 3.141592653589793
solar_mass = 4.0 * pi * pi
days = 365.24


class Body:
    __slots__ = ("mass", "vx", "vy", "vz", "x", "y", "z")

    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x = x
        self.y = y
        self.z = z
        self.vx = vx
        self.vy = vy
        self.vz = vz
        self.mass = mass


def planet(x, y, z, vx, vy, vz, mass):
    return Body(x, y, z, vx * days, vy * days, vz * days, mass * solar_mass)


def make_system():
    return [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, solar_mass),
        planet(4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
               0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023,
               0.000954791938424326609),
        planet(8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
               -0.00276742510726411210, 0.00499852801234917238, 0.0000230417297573763929,
               0.000285885980666130812),
        planet(12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
               0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556,
               0.0000436624404335156298),
        planet(15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
               0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870,
               0.0000515138902046611451),
    ]  # fmt: skip


def offset_momentum(system):
    px = py = pz = 0.0
    for b in system:
        px += b.vx * b.mass
        py += b.vy * b.mass
        pz += b.vz * b.mass
    sun = system[0]
    sun.vx = -(px / solar_mass)
    sun.vy = -(py / solar_mass)
    sun.vz = -(pz / solar_mass)


def attract(a, b, dt):
    dx = a.x - b.x
    dy = a.y - b.y
    dz = a.z - b.z
    d2 = dx * dx + dy * dy + dz * dz
    magnitude = dt / (d2 * sqrt(d2))
    pull_a = b.mass * magnitude
    pull_b = a.mass * magnitude
    a.vx -= dx * pull_a
    a.vy -= dy * pull_a
    a.vz -= dz * pull_a
    b.vx += dx * pull_b
    b.vy += dy * pull_b
    b.vz += dz * pull_b


def move(b, dt):
    b.x += dt * b.vx
    b.y += dt * b.vy
    b.z += dt * b.vz


def advance(system, dt):
    n = len(system)
    for i in range(n):
        a = system[i]
        for j in range(i + 1, n):
            attract(a, system[j], dt)
    for b in system:
        move(b, dt)


def energy(system):
    e = 0.0
    for i, a in enumerate(system):
        e += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
        for b in system[i + 1 :]:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            e -= (a.mass * b.mass) / sqrt(dx * dx + dy * dy + dz * dz)
    return e


def main():
    system = make_system()
    offset_momentum(system)
    for _ in range(size):
        advance(system, 0.01)
    return round(energy(system) * 1e9)


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)

# real_workload: 10,000 records made, filtered, changed and summed up.

def main():
    rows = [{"id": i, "group": i % 3, "value": i * 2} for i in range(10000)]
    rows = [r for r in rows if r["group"] == 1]
    rows = [{**r, "value": r["value"] + (0 if r["id"] % 2 == 0 else 1)} for r in rows]
    rows = [r for r in rows if r["value"] > 2000]
    total = 0
    for r in rows:
        total += r["value"] // 4
    return total


if __name__ == "__main__":
    print(main())

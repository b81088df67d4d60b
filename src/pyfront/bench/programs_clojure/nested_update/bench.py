# nested_update: 10,000 updates three levels deep.

def update_in(m, keys, f):
    key, *rest = keys
    return {**m, key: update_in(m[key], rest, f) if rest else f(m[key])}


def main():
    m = {"a": {"b": {"c": 0}}}
    i = 0
    while i != 10000:
        m = update_in(m, ("a", "b", "c"), lambda x: x + 1)
        i += 1
    return m["a"]["b"]["c"]


if __name__ == "__main__":
    print(main())

(import scheme.base)

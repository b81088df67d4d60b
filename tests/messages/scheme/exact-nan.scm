(exact +nan.0)

# Lowering of WebAssembly function bodies to register code.

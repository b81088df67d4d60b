(display ...)

(display '#1#)

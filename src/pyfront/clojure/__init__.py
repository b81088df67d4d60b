"""Clojure. So far: its reader and printer, and EDN. Not a language of ``pyfront.languages`` yet."""

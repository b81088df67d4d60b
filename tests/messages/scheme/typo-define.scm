(defin f 5)

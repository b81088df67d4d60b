(define end #\nul)

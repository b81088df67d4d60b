; []
(hash (map inc [1 2]))
;=> -1504369821
(hash (lazy-seq [1 2]))
;=> 156247261
(hash {(map inc [1]) 2 :a (map inc [2])})
;=> -1596869225
(hash #{(map inc [1]) 2})
;=> 1830821745
(hash [(map inc [1])])
;=> 805679714
(mix-collection-hash 100 3)
;=> -1952648160
(hash-unordered-coll [1 1 2])
;=> 1018504317
(hash-ordered-coll [1 1 2])
;=> 1106825111
(hash-ordered-coll [])
;=> -2017569654
(hash-combine 5 6)
;=> -1640531195
(hash-combine -5 "a")
;=> 1640531747
(.hashCode "abc")
;=> 96354
(.hashCode 5000000000)
;=> 705032705
(Long/hashCode -1)
;=> 0
(Double/hashCode 0.5)
;=> 1071644672
(= (hash (map inc [0 1])) (hash '(1 2)))
;=> true
(get {(list 1 2) :found} (map inc [0 1]))
;=> :found

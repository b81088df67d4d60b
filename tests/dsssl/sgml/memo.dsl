<!doctype style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN">
(declare-flow-object-class element "UNREGISTERED::James Clark//Flow Object Class::element")
(declare-flow-object-class empty-element "UNREGISTERED::James Clark//Flow Object Class::empty-element")
(element memo (make element attributes: (list (list "id" (attribute-string "id")) (list "kind" (attribute-string "KIND"))
    (list "note" (if (attribute-string "note") "yes" "no"))
    (list "first" (gi (element-with-id "FIRST"))) (list "other" (gi (element-with-id "first"))))
  (process-children)
  (literal (number->string (node-list-length (select-elements (children (current-node)) "par"))) " "
           (general-name-normalize "par" (current-node)) " " (if (have-ancestor? "memo" (node-list-first (children (current-node)))) "in" "out")
           (number->string (string-length (data (current-node)))))))
(element head (make element gi: "h" (process-children-trim)))
(element (memo par) (make element (process-children)))
(element em (make element))
(element br (make empty-element))

<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN">
<style-sheet><style-specification><style-specification-body><![CDATA[
; Patterns with attributes, positions and repetitions, which are extensions (-2).
(declare-flow-object-class element "UNREGISTERED::James Clark//Flow Object Class::element")
(define (tag name) (make element gi: name (next-match)))
(declare-class-attribute class)
(declare-id-attribute name)
(root (make sequence (process-children) (with-mode counts (process-children)) (with-mode twice (process-children))))
(element (para (role "x")) (tag "role-x"))
(element (para attributes: (role "y")) (tag "role-y"))
(element (para attributes: (role #f)) (tag "no-role"))
(element (note para) (tag "note-para"))
(element (sec (class "big")) (tag "big"))
(element (sec class: "small") (tag "small"))
(element (item position: last-of-any) (tag "last"))
(element (item repeat: + item) (tag "deep"))
(element (b only: of-type) (tag "only-b"))
(element (b position: first-of-type) (tag "first-b"))
(element (sec children: (para note)) (tag "with-note"))
(element (sec children: list) (tag "with-list"))
(element (sec repeat: * item) (tag "any-item"))
(element (list only: of-any) (tag "only-list"))
(element (#t para) (tag "p"))
(element (item #t (mark #t) list) (tag "marked"))
(element (sec id: "s2" title) (tag "title-2"))
(element (sec id: "inner") (tag "inner"))
(element (note priority: 3) (tag "note-1"))
(element (doc note) (tag "note-2"))
(element (note importance: 1) (tag "note-3"))
(element (sec (kind b refs "s1 s2")) (tag "tokens"))
(element (item position: first-of-any repeat: ? item) (tag "optional"))
(mode counts
  (element sec
    (make element gi: "counts"
      (literal (number->string (node-list-length (select-elements (children (current-node)) '(para (role "x"))))) " "
               (number->string (node-list-length (select-elements (descendants (current-node)) '(item position: first-of-any)))) " "
               (number->string (node-list-length (select-elements (descendants (current-node)) '(list repeat: * item)))) " "
               (number->string (node-list-length (select-elements (descendants (current-node)) '(#t item children: list))))
               (if (match-element? '(doc sec (class "big")) (current-node)) " big" " -"))
      (process-matching-children '(para (role #t)) "note" '(para position: first-of-type))
      (process-first-descendant '(item (mark #t))))))
; of several rules that are as specific as each other, the last one counts, and the others are no next match
(mode twice
  (element para (tag "a"))
  (element title (make element gi: "t"))
  (element para (tag "b"))
  (id s1 (tag "i1"))
  (id s1 (tag "i2"))
  (element #t (tag "any"))
  (default (tag "d1"))
  (default (tag "d2")))
]]></style-specification-body></style-specification></style-sheet>

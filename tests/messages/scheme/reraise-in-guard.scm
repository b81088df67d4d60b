;; integrated
(guard (e (#t (car e))) (raise 5))

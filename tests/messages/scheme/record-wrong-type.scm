(define-record-type <account> (make-account owner balance) account?
  (owner account-owner)
  (balance account-balance set-account-balance!))
(define (deposit! account n)
  (set-account-balance! account (+ n (account-balance account))))
(deposit! 'savings 10)

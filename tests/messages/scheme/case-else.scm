(case 1 (else 2) ((1) 2))

(raise 'some-error)

# no
FROM x

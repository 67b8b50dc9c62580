-- migrate:up
CREATE TABLE new (id int);

LOAD 'age';
SET search_path = ag_catalog, "$user", public;
SELECT * FROM cypher('team', $$
  MATCH (:Person {name: 'Ada'})-[:KNOWS*2]->(other:Person)
  RETURN other.name ORDER BY other.name
$$) AS (name agtype);

LOAD 'age';
SET search_path = ag_catalog, "$user", public;
SELECT create_graph('team');
SELECT * FROM cypher('team', $$
  CREATE (ada:Person {name: 'Ada'}), (bob:Person {name: 'Bob'}), (cy:Person {name: 'Cy'}),
         (dee:Person {name: 'Dee'}), (eve:Person {name: 'Eve'}),
         (ada)-[:KNOWS]->(bob), (bob)-[:KNOWS]->(cy), (cy)-[:KNOWS]->(dee), (bob)-[:KNOWS]->(eve)
$$) AS (nothing agtype);

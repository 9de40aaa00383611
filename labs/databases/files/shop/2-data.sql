INSERT INTO products (name, price) VALUES
  ('Notebook', 3.50), ('Pencil', 0.80), ('Desk lamp', 24.90), ('Backpack', 49.00);
INSERT INTO sales (product_id, sold_on, pieces) VALUES
  (1, '2026-01-12', 10), (2, '2026-01-12', 25), (3, '2026-01-13', 2),
  (2, '2026-01-14', 40), (4, '2026-01-15', 1), (1, '2026-01-15', 6), (3, '2026-01-16', 1);

CREATE TABLE cities (
  name TEXT PRIMARY KEY,
  country TEXT NOT NULL,
  -- Longitude first, then latitude, on the globe (4326 is the code for that).
  place geography (Point, 4326) NOT NULL
);
INSERT INTO cities (name, country, place) VALUES
  ('Lisbon', 'Portugal', 'POINT(-9.14 38.72)'),
  ('Madrid', 'Spain', 'POINT(-3.70 40.42)'),
  ('Paris', 'France', 'POINT(2.35 48.86)'),
  ('London', 'United Kingdom', 'POINT(-0.13 51.51)'),
  ('Berlin', 'Germany', 'POINT(13.40 52.52)'),
  ('Prague', 'Czechia', 'POINT(14.42 50.09)'),
  ('Vienna', 'Austria', 'POINT(16.37 48.21)'),
  ('Rome', 'Italy', 'POINT(12.50 41.90)'),
  ('Athens', 'Greece', 'POINT(23.73 37.98)'),
  ('Warsaw', 'Poland', 'POINT(21.01 52.23)'),
  ('Stockholm', 'Sweden', 'POINT(18.07 59.33)'),
  ('Nairobi', 'Kenya', 'POINT(36.82 -1.29)'),
  ('Tokyo', 'Japan', 'POINT(139.69 35.69)'),
  ('Lima', 'Peru', 'POINT(-77.04 -12.05)');

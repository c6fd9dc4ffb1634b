// map.js - the map's frame around the towns, and boundaries under it.

// Mercator with the towns in the middle and room for their names.
function fitProjection(spec, points) {
  const rad = Math.PI / 180, up = (lat) => Math.log(Math.tan(Math.PI / 4 + lat * rad / 2));
  const span = (list) => [Math.min(...list), Math.max(...list)];
  const [west, east] = span(points.map((p) => p.lon * rad)), [south, north] = span(points.map((p) => up(p.lat)));
  const least = 0.003; // some 20 km, for a lone town
  const scale = Math.min((spec.width - 100) / Math.max(east - west, least), (spec.height - 90) / Math.max(north - south, least));
  const middle = (2 * Math.atan(Math.exp((south + north) / 2)) - Math.PI / 2) / rad;
  spec.projection = { ...spec.projection, scale, center: [(west + east) / 2 / rad, middle], translate: [spec.width / 2, spec.height / 2] };
}

// [[closed, ring, ...], ...] of --map, in ten-thousandths of a degree.
const boundaries = part("map");

// A ring as positions. On a sphere a polygon is what lies to the right of its border, as d3 draws
// it: outer rings go clockwise, holes against it, whatever the file's habit.
function wound(flat, clockwise) {
  const ring = [];
  let area = 0;
  for (let i = 0; i < flat.length; i += 2) ring.push([flat[i] / 1e4, flat[i + 1] / 1e4]);
  for (let i = 0; i + 1 < ring.length; i++) area += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return (area < 0) === clockwise ? ring : ring.reverse();
}

function addBoundaries(spec) {
  const polygons = [], lines = [];
  for (const [closed, ...rings] of boundaries)
    if (!closed) lines.push({ type: "LineString", coordinates: wound(rings[0], true) });
    else if (rings[0].length >= 8) // three corners and the first again
      polygons.push({ type: "Polygon", coordinates: rings.filter((r) => r.length >= 8).map((r, i) => wound(r, i === 0)) });
  const layer = (values, mark) => ({ data: { values }, mark: { type: "geoshape", clip: true, tooltip: false, stroke: "#9aa4af", ...mark } });
  spec.layer.unshift(...(polygons.length ? [layer(polygons, { fill: "#f3f5f7" })] : []),
    ...(lines.length ? [layer(lines, { filled: false })] : []));
}

/* Drawing a polygon on the map: corners by click, or by Enter at the middle of the map; double click or the button ends it. */
(function () {
  "use strict";

  const NOTHING = { type: "FeatureCollection", features: [] };

  function shape(corners, closed) {
    if (corners.length < 2) {
      return { type: "FeatureCollection", features: corners.map(point) };
    }
    const line = closed || corners.length > 2 ? corners.concat([corners[0]]) : corners;
    const features = [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: line } }];
    if (corners.length > 2) {
      features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [line] } });
    }
    return { type: "FeatureCollection", features: closed ? features : features.concat(corners.map(point)) };
  }

  function point(corner) {
    return { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: corner } };
  }

  /* done(corners) is called with at least three corners, cancelled() without a polygon. */
  function Polygon(map, done, cancelled) {
    let corners = [];
    let drawing = false;

    map.addSource("polygon", { type: "geojson", data: NOTHING });
    map.addLayer({
      id: "polygon-fill", type: "fill", source: "polygon", filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": "#0b3d91", "fill-opacity": 0.12 },
    });
    map.addLayer({
      id: "polygon-line", type: "line", source: "polygon", filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": "#0b3d91", "line-width": 2.5, "line-dasharray": [2, 1] },
    });
    map.addLayer({
      id: "polygon-corner", type: "circle", source: "polygon", filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-color": "#fff", "circle-radius": 5, "circle-stroke-color": "#0b3d91", "circle-stroke-width": 2 },
    });

    function show(closed) { map.getSource("polygon").setData(shape(corners, closed)); }

    function add(place) {
      const last = corners[corners.length - 1];
      const corner = [Number(place.lng.toFixed(6)), Number(place.lat.toFixed(6))];
      if (!last || last[0] !== corner[0] || last[1] !== corner[1]) {
        corners.push(corner);
        show(false);
      }
    }

    function start() {
      corners = [];
      drawing = true;
      map.doubleClickZoom.disable();
      map.getCanvas().classList.add("is-drawing");
      map.getCanvas().focus();
      show(false);
    }

    function stop() {
      drawing = false;
      map.getCanvas().classList.remove("is-drawing");
      window.setTimeout(function () { map.doubleClickZoom.enable(); }, 300);
    }

    function finish() {
      stop();
      if (corners.length < 3) { clear(); cancelled(); return; }
      show(true);
      done(corners);
    }

    function clear() {
      corners = [];
      if (drawing) { stop(); }
      map.getSource("polygon").setData(NOTHING);
    }

    map.on("click", function (event) { if (drawing) { add(event.lngLat); } });
    map.on("dblclick", function (event) {
      if (drawing) { event.preventDefault(); finish(); }
    });
    map.getCanvas().addEventListener("keydown", function (event) {
      if (!drawing) { return; }
      if (event.key === "Enter") { event.preventDefault(); add(map.getCenter()); }
      if (event.key === "Escape") { clear(); cancelled(); }
      if (event.key === "Backspace") { event.preventDefault(); corners.pop(); show(false); }
    });

    return {
      start: start, finish: finish, clear: clear,
      isDrawing: function () { return drawing; },
      set: function (given) { corners = given; show(true); },
      text: function () { return drawing || corners.length < 3 ? "" : corners.map(function (c) { return c.join(","); }).join(";"); },
    };
  }

  window.sanwuPolygon = Polygon;
})();

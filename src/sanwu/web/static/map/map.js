/* The moving map. Without WebGL nothing here runs to its end, and the page keeps the drawing made by the server. */
(function () {
  "use strict";

  const live = document.getElementById("map-live");
  const view = document.getElementById("map-view");
  const said = document.getElementById("map-config");
  if (!live || !view || !said || !window.maplibregl || !hasWebGL()) { return; }
  const config = JSON.parse(said.textContent);
  const words = config.words;
  const FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, sans-serif";
  const INK = "#17212f";
  let map;
  let polygon;
  let asked = 0;

  function hasWebGL() {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
  }

  /* ---- Signs and rings: drawn here, in the colours of the legend ---- */

  function colourOf(fill) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", fill);
    live.appendChild(svg);
    const colour = window.getComputedStyle(svg).fill;
    live.removeChild(svg);
    return colour;
  }

  function canvasOf(size, ratio) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    return pen;
  }

  function add(name, pen, ratio) {
    const side = pen.canvas.width;
    map.addImage(name, pen.getImageData(0, 0, side, side), { pixelRatio: ratio });
  }

  function addSign(name, kind) {
    const pen = canvasOf(24, 2);
    const path = new Path2D(kind.sign);
    pen.translate(2.4, 2.4);
    pen.scale(0.8, 0.8);
    pen.lineJoin = "round";
    pen.lineWidth = 4;
    pen.strokeStyle = "#fff";
    pen.stroke(path);
    pen.fillStyle = kind.colour;
    pen.fill(path, "evenodd");
    pen.lineWidth = 1;
    pen.strokeStyle = INK;
    pen.stroke(path);
    add(name, pen, 2);
  }

  function addRing(name) {
    const parts = name.split(":");
    const shares = parts[1].split("-").map(Number);
    const size = Number(parts[2]);
    const pen = canvasOf(size, 2);
    const middle = size / 2;
    const total = shares.reduce(function (sum, share) { return sum + share; }, 0) || 1;
    let turn = -Math.PI / 2;
    pen.fillStyle = "#fff";
    pen.beginPath();
    pen.arc(middle, middle, middle, 0, 2 * Math.PI);
    pen.fill();
    shares.forEach(function (share, place) {
      const step = share / total * 2 * Math.PI;
      pen.fillStyle = config.kinds[place] ? config.kinds[place].colour : "#bcc6d4";
      pen.beginPath();
      pen.moveTo(middle, middle);
      pen.arc(middle, middle, middle - 1.5, turn, turn + step);
      pen.fill();
      turn += step;
    });
    pen.fillStyle = "#fff";
    pen.beginPath();
    pen.arc(middle, middle, middle * 0.68, 0, 2 * Math.PI);
    pen.fill();
    add(name, pen, 2);
  }

  /* ---- Layers ---- */

  function absolute(address) { return address.charAt(0) === "/" ? window.location.origin + address : address; }

  function addCompounds() {
    map.addSource("compounds", { type: "vector", tiles: [absolute(config.tiles)], minzoom: 0, maxzoom: 20 });
    map.addLayer({
      id: "points", type: "symbol", source: "compounds", "source-layer": "points",
      layout: {
        "icon-image": ["concat", "sign:", ["get", "outcome"]], "icon-allow-overlap": true, "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.75, 15, 1.1],
        "text-field": ["coalesce", ["get", "name"], ""], "text-size": 13, "text-font": ["sans"], "text-anchor": "top",
        "text-offset": [0, 0.8], "text-optional": true, "text-max-width": 9,
      },
      paint: { "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 1.5 },
    });
    map.addLayer({
      id: "clusters", type: "symbol", source: "compounds", "source-layer": "clusters",
      layout: {
        "icon-image": ["concat", "ring:", ["get", "mix"], ":", ["to-string", ["step", ["get", "count"], 36, 20, 44, 200, 52, 2000, 62]]],
        "icon-allow-overlap": true, "icon-ignore-placement": true, "text-allow-overlap": true, "text-ignore-placement": true,
        "text-field": ["to-string", ["get", "count"]], "text-size": 13, "text-font": ["sans"], "symbol-sort-key": ["get", "count"],
      },
      paint: { "text-color": INK },
    });
    map.addSource("spot", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({
      id: "spot", type: "circle", source: "spot",
      paint: { "circle-radius": 16, "circle-opacity": 0, "circle-stroke-color": "#0b3d91", "circle-stroke-width": 4 },
    });
  }

  function addBoundaries(data) {
    const names = { type: "FeatureCollection", features: data.features.map(nameOf) };
    map.addSource("boundaries", { type: "geojson", data: data });
    map.addSource("names", { type: "geojson", data: names });
    const county = ["==", ["get", "level"], "county"];
    const street = ["==", ["get", "level"], "street"];
    const first = "points"; // areas and lines lie below the compounds, names between them and the clusters
    map.addLayer({ id: "ground", type: "fill", source: "boundaries", filter: county, paint: { "fill-color": "#fff", "fill-opacity": 0.55 } }, first);
    map.addLayer({
      id: "streets", type: "line", source: "boundaries", filter: street, minzoom: 8,
      paint: { "line-color": "#78869a", "line-width": 1, "line-dasharray": [3, 2] },
    }, first);
    map.addLayer({ id: "counties", type: "line", source: "boundaries", filter: county, paint: { "line-color": "#4a5a75", "line-width": 2 } }, first);
    map.addLayer({
      id: "county-names", type: "symbol", source: "names", filter: county, maxzoom: 11,
      layout: { "text-field": ["get", "name"], "text-size": 16, "text-font": ["sans"], "text-letter-spacing": 0.1 },
      paint: { "text-color": "#3b4961", "text-halo-color": "#fff", "text-halo-width": 2 },
    }, "clusters");
    map.addLayer({
      id: "street-names", type: "symbol", source: "names", filter: street, minzoom: 10.5,
      layout: { "text-field": ["get", "name"], "text-size": 13, "text-font": ["sans"] },
      paint: { "text-color": "#3b4961", "text-halo-color": "#fff", "text-halo-width": 2 },
    }, "clusters");
  }

  /* The name stands in the middle of the largest part. */
  function nameOf(feature) {
    const parts = feature.geometry.type === "Polygon" ? [feature.geometry.coordinates] : feature.geometry.coordinates;
    let best = [0, 0];
    let most = -1;
    parts.forEach(function (part) {
      let area = 0, x = 0, y = 0;
      for (let i = 0; i + 1 < part[0].length; i += 1) {
        const a = part[0][i], b = part[0][i + 1], turn = a[0] * b[1] - b[0] * a[1];
        area += turn; x += (a[0] + b[0]) * turn; y += (a[1] + b[1]) * turn;
      }
      if (area && Math.abs(area) > most) { most = Math.abs(area); best = [x / (3 * area), y / (3 * area)]; }
    });
    return { type: "Feature", properties: feature.properties, geometry: { type: "Point", coordinates: best } };
  }

  /* ---- Base maps ---- */

  function showBase(id) {
    map.getStyle().layers.forEach(function (layer) { if (layer.id.indexOf("base:") === 0) { map.removeLayer(layer.id); } });
    Object.keys(map.getStyle().sources).forEach(function (name) { if (name.indexOf("base:") === 0) { map.removeSource(name); } });
    const base = config.bases.filter(function (each) { return each.id === id; })[0];
    if (!base) { return; }
    const rest = map.getStyle().layers.filter(function (layer) { return layer.id !== "background"; });
    const first = rest.length ? rest[0].id : undefined;
    (base.sheets || [base.tiles]).forEach(function (tiles, number) {
      const name = "base:" + base.id + number;
      const vector = base.kind === "vector";
      map.addSource(name, {
        type: vector ? "vector" : "raster", tiles: tiles.map(absolute), tileSize: vector ? 512 : 256,
        minzoom: base.zooms[0], maxzoom: base.zooms[1], attribution: base.source || base.title,
      });
      if (vector) { base.layers.forEach(function (layer) { addVector(name, layer, first); }); return; }
      map.addLayer({ id: name, type: "raster", source: name }, first);
    });
  }

  /* A file of any schema: areas of water, green and houses as areas, everything else as fine lines. */
  function addVector(source, layer, first) {
    const fills = [[/water|ocean|sea|lake/, "#cfe3f5"], [/park|green|wood|forest|grass|landcover/, "#e0efdc"], [/building/, "#e3e1dd"], [/landuse|earth|land/, "#f3f1ec"]];
    const found = fills.filter(function (each) { return each[0].test(layer); })[0];
    if (found) {
      map.addLayer({ id: "base:" + source + layer, type: "fill", source: source, "source-layer": layer, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": found[1] } }, first);
      return;
    }
    const colour = /road|street|transport|highway/.test(layer) ? "#c9bfae" : "#c5ccd8";
    map.addLayer({ id: "base:" + source + layer, type: "line", source: source, "source-layer": layer, paint: { "line-color": colour, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 16, 3] } }, first);
  }

  /* ---- What is in sight ---- */

  function query(start) {
    const parts = config.filters ? [config.filters] : [];
    const box = map.getBounds();
    const numbers = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map(function (n) { return n.toFixed(5); });
    parts.push("box=" + numbers.join(","));
    const drawn = polygon.text();
    if (drawn) { parts.push("within=" + drawn); }
    if (start) { parts.push("start=" + start); }
    return parts.join("&");
  }

  function refresh(start) { load(query(start)); }

  function load(wanted, focus) {
    const mine = asked += 1;
    view.setAttribute("aria-busy", "true");
    window.fetch(config.view + "?" + wanted + "&part=view", { headers: { "X-Requested-With": "map" } }).then(function (answer) {
      if (answer.redirected || !answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      if (mine !== asked) { return; }
      view.innerHTML = html;
      view.removeAttribute("aria-busy");
      window.history.replaceState(null, "", "?" + wanted);
      const head = document.getElementById("map-list-head");
      if (focus && head) { head.setAttribute("tabindex", "-1"); head.focus(); }
    }).catch(function () {
      if (mine === asked) { view.removeAttribute("aria-busy"); hint(words.failed); }
    });
  }

  function hint(text) { document.getElementById("map-hint").textContent = text || ""; }

  function spot(line) {
    const at = line && line.dataset.at ? line.dataset.at.split(",").map(Number) : null;
    const features = at ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }] : [];
    map.getSource("spot").setData({ type: "FeatureCollection", features: features });
  }

  function open(feature, place) {
    window.fetch(config.compound.replace("/0/", "/" + feature.id + "/")).then(function (answer) {
      if (!answer.ok || answer.redirected) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      new window.maplibregl.Popup({ maxWidth: "18rem", focusAfterOpen: true }).setLngLat(place).setHTML(html).addTo(map);
    }).catch(function () { hint(words.failed); });
  }

  /* ---- Together ---- */

  function listen() {
    map.on("styleimagemissing", function (event) {
      if (event.id.indexOf("ring:") === 0 && !map.hasImage(event.id)) { addRing(event.id); }
    });
    map.on("click", "clusters", function (event) {
      if (!polygon.isDrawing()) { map.easeTo({ center: event.features[0].geometry.coordinates, zoom: map.getZoom() + 2 }); }
    });
    map.on("click", "points", function (event) {
      if (!polygon.isDrawing()) { open(event.features[0], event.features[0].geometry.coordinates); }
    });
    ["clusters", "points"].forEach(function (layer) {
      map.on("mouseenter", layer, function () { map.getCanvas().classList.add("is-over"); });
      map.on("mouseleave", layer, function () { map.getCanvas().classList.remove("is-over"); });
    });
    let waiting = 0;
    map.on("moveend", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(refresh, 200);
    });
    map.on("idle", function () {
      live.dataset.drawn = String(map.queryRenderedFeatures({ layers: ["clusters", "points"] }).length);
    });
    view.addEventListener("mouseover", function (event) { spot(event.target.closest("li[data-at]")); });
    view.addEventListener("mouseleave", function () { spot(null); });
    view.addEventListener("focusin", function (event) { spot(event.target.closest("li[data-at]")); });
    view.addEventListener("click", function (event) {
      const way = event.target.closest(".pager a, .map-more a");
      if (!way || way.getAttribute("href").charAt(0) !== "?") { return; }
      event.preventDefault();
      load(way.getAttribute("href").slice(1), true);
    });
  }

  function tools() {
    const draw = document.getElementById("map-draw");
    const clear = document.getElementById("map-clear");
    const base = document.getElementById("map-base");
    const given = new URLSearchParams(window.location.search).get("within");

    function rest() {
      draw.setAttribute("aria-pressed", "false");
      clear.hidden = !polygon.text();
      hint("");
      refresh();
    }
    polygon = window.sanwuPolygon(map, rest, rest);
    if (given) {
      polygon.set(given.split(";").map(function (corner) { return corner.split(",").map(Number); }));
      clear.hidden = false;
    }
    draw.addEventListener("click", function () {
      if (polygon.isDrawing()) { polygon.finish(); return; }
      polygon.start();
      draw.setAttribute("aria-pressed", "true");
      hint(words.drawing);
    });
    clear.addEventListener("click", function () { polygon.clear(); rest(); });
    if (base) {
      showBase(base.value);
      base.addEventListener("change", function () { showBase(base.value); });
    }
  }

  function start() {
    config.kinds.forEach(function (kind) { kind.colour = colourOf(kind.fill); addSign("sign:" + kind.id, kind); });
    addCompounds();
    tools();
    window.fetch(config.boundaries).then(function (answer) { return answer.json(); }).then(addBoundaries).catch(function () { hint(words.failed); });
    listen();
  }

  document.body.classList.add("has-live-map");
  live.hidden = false;
  window.maplibregl.setWorkerUrl(config.worker);
  try {
    map = new window.maplibregl.Map({
      container: "map-canvas", localIdeographFontFamily: FONT, attributionControl: false, dragRotate: false, pitchWithRotate: false,
      maxZoom: 19, locale: words.controls, bounds: config.box, fitBoundsOptions: { padding: config.exact ? 0 : 32, maxZoom: 16 },
      style: { version: 8, sources: {}, layers: [{ id: "background", type: "background", paint: { "background-color": "#e9eef5" } }] },
    });
  } catch (error) {
    document.body.classList.remove("has-live-map");
    live.hidden = true;
    return;
  }
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new window.maplibregl.NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new window.maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
  if (config.bases.length) { map.addControl(new window.maplibregl.AttributionControl({ compact: true }), "bottom-right"); }
  map.once("load", start);
})();

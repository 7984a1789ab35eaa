/* The library's worker, with what older browsers lack. Both files lie beside this one, so the content policy allows them. */
importScripts("polyfills.js", "../vendor/maplibre-gl/maplibre-gl-csp-worker.js");

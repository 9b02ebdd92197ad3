"""Every page and call on a filled database: `./run filled` prints figures, `./run test` counts the rows they read."""

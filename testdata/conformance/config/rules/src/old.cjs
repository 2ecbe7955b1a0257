exports.name = 'commonjs ' + typeof require;

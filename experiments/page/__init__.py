"""The page: one HTML file in which the model runs, made of the module, its layout, texts and TypeScript."""

"""Convert the results of actions to the data of screens; runs in the store's thread, without any Qt widget."""

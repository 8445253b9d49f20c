"""What the figures say: pure functions of tables, without network, disk, clock or chance."""

export const name = "from src/lib";

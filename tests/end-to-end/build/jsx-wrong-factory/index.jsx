export const a = <p />;

// checked only
export default class {}

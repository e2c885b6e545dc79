export default @m class { }

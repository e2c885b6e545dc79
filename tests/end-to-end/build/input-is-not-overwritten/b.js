console.log("kept");
